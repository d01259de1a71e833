import { VzuploadError } from "../errors.ts";
import type { ByteDecoder } from "./encoding.ts";
import { nulByteError } from "./other-formats.ts";
import { recordError } from "./record-faults.ts";
import { maxPieceBytes, type RecordScanner } from "./record-scanner.ts";

/** Looks for whatever ends the reading of a text, so that all rows before it are read, and only these. */
export interface TextChecker {
  /** What ends the text, once it is found, by the line on which its last record begins. */
  readonly error: ((line: number) => VzuploadError) | undefined;
  /** What the decoder has given, piece by piece without comments, as far as it is good. */
  check(text: Uint8Array): Iterable<Uint8Array>;
  /** There is no more. */
  end(): void;
}

export interface CheckedText {
  readonly name: string;
  readonly decoder: ByteDecoder;
  readonly scanner: RecordScanner;
  /** Of the first byte, in the file; exact for plain UTF-8. */
  readonly offset: number;
}

export function createTextChecker({ name, decoder, scanner, ...from }: CheckedText): TextChecker {
  let { offset } = from;
  let error: TextChecker["error"];

  function noteFault(): void {
    const { fault } = scanner;
    if (fault !== undefined) error ??= (line) => recordError(name, line, fault);
  }

  function checkPiece(piece: Uint8Array): Uint8Array {
    const nul = piece.indexOf(0);
    const good = scanner.scan(nul < 0 ? piece : piece.subarray(0, nul));
    noteFault();
    const nulOffset = offset + nul;
    if (nul >= 0) error ??= () => nulByteError(name, nulOffset);
    offset += piece.length;
    return good;
  }

  return {
    get error() {
      return error;
    },
    *check(text) {
      for (let at = 0; at < text.length && error === undefined; at += maxPieceBytes)
        yield checkPiece(text.subarray(at, at + maxPieceBytes));
      const { oddByte } = decoder;
      if (oddByte !== undefined) error ??= () => oddByteError(name, oddByte.byte, oddByte.offset);
    },
    end() {
      scanner.end();
      noteFault();
    },
  };
}

function oddByteError(name: string, byte: number, offset: number): VzuploadError {
  const hex = byte.toString(16).toUpperCase();
  return new VzuploadError(
    "input",
    `${name} is not UTF-8, as --encoding says: it holds the byte 0x${hex} at offset ${offset}.`,
    { hint: "Leave out --encoding, or name the right one: --encoding windows-1252" },
  );
}
