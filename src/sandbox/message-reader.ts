import { SaxesParser, type SaxesTagNS } from "saxes";
import { type ElementRule, type Frame, matchChild, missingChild } from "./element-rule.ts";

/** Hears what a message says while it is read. */
export interface MessageSink {
  /** An element that holds text has ended; `text` is unescaped and may be empty. */
  text(name: string, text: string): void;
  /** An element that holds elements has ended. */
  end(name: string): void;
}

/** Takes a message in pieces, so that its size never matters. */
export interface MessageReader {
  write(piece: string): void;
  /** Ends the message. The first thing that is wrong with it, or undefined: then the sink has heard all of it. */
  end(): string | undefined;
}

/** Reads one XML message and holds it against its schema; after the first problem the sink hears nothing more. */
export function createMessageReader(schema: ElementRule, sink: MessageSink): MessageReader {
  const walk = startWalk(schema, sink);
  const parser = createParser(walk);
  const feed = (piece: string | null): void => {
    if (walk.problem() !== undefined) return;
    try {
      parser.write(piece);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      walk.fail(`The message is not well-formed XML: ${reason.replace(/\.?$/, ".")}`);
    }
  };
  return {
    write: feed,
    end: () => {
      const { encoding } = parser.xmlDecl;
      if (encoding !== undefined && !/^utf-8$/i.test(encoding))
        walk.fail(`The XML declaration says ${encoding}, not UTF-8.`);
      feed(null);
      return walk.problem();
    },
  };
}

/**
 * With more than six handlers V8 keeps the parser's properties in a dictionary, which makes it five times slower:
 * hence none for errors (it throws them), and none for the XML declaration.
 */
function createParser(walk: Walk): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", walk.open);
  parser.on("text", walk.text);
  parser.on("closetag", walk.close);
  parser.on("cdata", walk.text);
  parser.on("doctype", () => walk.fail("DTDs are not supported."));
  parser.on("processinginstruction", () => walk.fail("Processing instructions are not supported."));
  return parser;
}

interface Walk {
  readonly fail: (problem: string) => void;
  readonly problem: () => string | undefined;
  readonly open: (tag: SaxesTagNS) => void;
  readonly text: (text: string) => void;
  readonly close: () => void;
}

function startWalk(schema: ElementRule, sink: MessageSink): Walk {
  const frames: Frame[] = [{ rule: { name: "message", namespace: "", children: [schema] }, next: 0 }];
  let ignoredDepth = 0;
  let collected = "";
  let problem: string | undefined;
  const fail = (text: string): void => {
    problem ??= text;
  };
  return {
    fail,
    problem: () => problem,
    open(tag) {
      const frame = frames.at(-1);
      if (problem !== undefined || frame === undefined) return;
      const match = ignoredDepth > 0 ? undefined : matchChild(frame, tag.local, tag.uri);
      if (match?.kind === "refused") return fail(match.problem);
      if (match?.kind !== "matched") {
        ignoredDepth++;
        return;
      }
      frames.push({ rule: match.rule, next: 0 });
      collected = "";
    },
    text(text) {
      if (problem !== undefined || ignoredDepth > 0) return;
      const rule = frames.at(-1)?.rule;
      if (rule?.children === undefined) collected += text;
      else if (/\S/.test(text)) fail(`In '${rule.name}', text is not expected.`);
    },
    close() {
      if (problem !== undefined) return;
      if (ignoredDepth > 0) {
        ignoredDepth--;
        return;
      }
      const frame = frames.pop();
      if (frame !== undefined) closeFrame(frame, collected, sink, fail);
    },
  };
}

function closeFrame(frame: Frame, text: string, sink: MessageSink, fail: (problem: string) => void): void {
  const missing = missingChild(frame);
  if (missing !== undefined) {
    fail(`In '${frame.rule.name}', '${missing.name}' from namespace '${missing.namespace}' is missing.`);
  } else if (frame.rule.children === undefined) {
    sink.text(frame.rule.name, text);
  } else {
    sink.end(frame.rule.name);
  }
}
