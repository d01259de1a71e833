import { compiledProgram } from "../support/run-cli.ts";
import { describeCallbackShapes } from "./watch/callback-shapes.ts";
import { describeDamage, describeFullDisk } from "./watch/damage.ts";
import { describeWatchOutput } from "./watch/output.ts";
import { describePushWatch } from "./watch/push-watch.ts";
import { describeSampleCallback } from "./watch/sample-callback.ts";
import { describeSenders } from "./watch/senders.ts";
import { describeSentBefore } from "./watch/sent-before.ts";
import { describeWatchesAtOnce, describeWatchesInTurn } from "./watch/several-watches.ts";
import { describeWatchSignals } from "./watch/signals.ts";
import { describeWatchTerminal } from "./watch/terminal.ts";

const program = compiledProgram();

describeSampleCallback(program);
describeCallbackShapes(program);
describeWatchesInTurn(program);
describeWatchesAtOnce(program);
describeWatchSignals(program);
describeWatchOutput(program);
describeFullDisk(program);
describeDamage(program);
describePushWatch(program);
describeSentBefore(program);
describeSenders(program);
describeWatchTerminal(program);
