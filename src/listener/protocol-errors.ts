import type { Socket } from "node:net";
import { errorCode } from "../errors.ts";
import { bareRefusal } from "./answers.ts";
import type { Connections } from "./connections.ts";
import { type Refusal, refusal } from "./refusals.ts";
import type { Teller } from "./turned-away.ts";

/** Ends a connection on which something else than whole requests came, or nothing in time. */
export function endConnection(
  error: Error,
  socket: Socket,
  { connections, teller }: { readonly connections: Connections; readonly teller: Teller },
): void {
  const connection = connections.of(socket);
  const tasks = [...(connection?.tasks ?? [])];
  if (connection?.isDropped === true || tasks.some(({ stage }) => stage === "refused")) {
    socket.destroySoon();
    return;
  }
  if (connection !== undefined && tasks.some(({ request }) => request.complete)) {
    connection.isSpoilt = true;
    return;
  }
  const refused = refusalOf(error);
  if (refused?.status === undefined) {
    socket.destroy();
    return;
  }
  if (connection !== undefined) connection.isDropped = true;
  teller.turnAway(refused, socket.remoteAddress);
  if (socket.writable) socket.write(bareRefusal(refused.status, refused.sentence));
  socket.destroySoon();
}

/** Undefined: the peer went away; a request that was under way tells of it. */
function refusalOf(error: Error): Refusal | undefined {
  const code = errorCode(error) ?? "";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return refusal("slow");
  if (code === "HPE_HEADER_OVERFLOW") return refusal("headers");
  if (code === "HPE_INVALID_EOF_STATE") return undefined;
  return code.startsWith("HPE_") ? refusal("http") : undefined;
}
