import type { Socket } from "node:net";

/**
 * How far a request is. `refused`: its answer is on the way, what still comes of it is thrown away; `trusted`: its credentials
 * were right, or its RequestId is ours; `stored`: it is whole and being stored or acknowledged.
 */
export type Stage = "refused" | "untrusted" | "trusted" | "stored";

/** A request under way on a connection. */
export interface RequestTask {
  /** Whether all of it has come. */
  readonly request: { readonly complete: boolean };
  stage: Stage;
}

/** One connection; over TLS that of the socket below. */
export interface Connection {
  readonly socket: Socket;
  readonly isWelcome: boolean;
  /** More than one only when its client pipelines. */
  readonly tasks: Set<RequestTask>;
  /** It was dropped by us, and that has been told or needs no word. */
  isDropped: boolean;
  /** What comes behind its requests is no HTTP: it is closed behind the next answer. */
  isSpoilt: boolean;
}

export interface Connections {
  /**
   * Takes a new connection; when there are too many, the least worthy one is dropped for it, which is the oldest of those without
   * a request as long as there is one.
   */
  add(socket: Socket, isWelcome: boolean): void;
  /** The connection of a request's socket. Undefined: its peer has gone. */
  of(socket: Socket): Connection | undefined;
  /** Drops all whose worth is at most this stage's; without a stage those that have no request under way. */
  drop(upTo?: Stage): void;
}

/** `onCrowded` is told the address of a connection that was dropped for another. */
export function createConnections(
  maxConnections: number,
  onCrowded: (remote: string | undefined) => void,
): Connections {
  /** Oldest first. */
  const connections = new Map<string, Connection>();
  const makeRoom = (newcomer: Connection): void => {
    if (connections.size < maxConnections) return;
    const victim = leastWorthy(connections.values()) ?? newcomer;
    const mustStepBack = !newcomer.isWelcome && worthOf(victim) > worth.unwelcome;
    const dropped = mustStepBack ? newcomer : victim;
    onCrowded(dropped.socket.remoteAddress);
    dropConnection(dropped);
  };
  return {
    add(socket, isWelcome) {
      const connection: Connection = {
        socket,
        isWelcome,
        tasks: new Set(),
        isDropped: false,
        isSpoilt: false,
      };
      socket.on("error", () => undefined); // the server hears of it, too
      makeRoom(connection);
      const key = keyOf(socket);
      if (connection.isDropped || key === undefined) return;
      connections.set(key, connection);
      socket.once("close", () => connections.delete(key));
    },
    of: (socket) => connections.get(keyOf(socket) ?? ""),
    drop(upTo) {
      const limit = upTo === undefined ? worth.idle : worth[upTo];
      for (const connection of connections.values())
        if (worthOf(connection) <= limit) dropConnection(connection);
    },
  };
}

/** Unique among living connections, and the same for a TLS socket and the one below it. */
function keyOf(socket: Socket): string | undefined {
  return socket.remotePort === undefined ? undefined : `${socket.remoteAddress} ${socket.remotePort}`;
}

const worth = {
  unwelcome: 0,
  refused: 0,
  idle: 1,
  untrusted: 2,
  trusted: 3,
  stored: 4,
} as const satisfies Record<Stage | "idle" | "unwelcome", number>;

function worthOf({ tasks, isWelcome }: Connection): number {
  if (!isWelcome) return worth.unwelcome;
  return tasks.size === 0 ? worth.idle : Math.max(...Array.from(tasks, ({ stage }) => worth[stage]));
}

/** Never one whose sender has shown who it is. */
function leastWorthy(oldestFirst: Iterable<Connection>): Connection | undefined {
  let least: Connection | undefined;
  for (const connection of oldestFirst) {
    const value = worthOf(connection);
    if (value < worth.trusted && (least === undefined || value < worthOf(least))) least = connection;
  }
  return least;
}

function dropConnection(connection: Connection): void {
  connection.isDropped = true;
  connection.socket.destroy();
}
