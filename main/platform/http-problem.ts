import type { Problem } from "../../shared/result";

/** Where a request went, for the problems it may end in. */
export interface RequestPlace {
  /** Host and port as a person writes them. */
  readonly host: string;
  /** The address without its query: cursors are nobody's business. */
  readonly place: string;
  /** Name of the environment variable that holds the token; null where none was sent. */
  readonly tokenEnv: string | null;
}

/** Problems after which asking the same runner for something else makes no sense now. */
const lasting = new Set([
  "runner-unreachable",
  "runner-name",
  "runner-tls",
  "runner-timeout",
  "runner-token",
  "runner-busy",
  "runner-redirect",
]);

export function concernsWholeRunner(problem: Problem): boolean {
  return lasting.has(problem.code);
}

/** An answer that is no success, as a problem with its remedy. `said` is the runner's own sentence. */
export function statusProblem(at: RequestPlace, status: number, said: string | null): Problem {
  const { host, place, tokenEnv } = at;
  const quoted = said === null ? "" : ` It says: ${said.replace(/\s+/g, " ").slice(0, 300)}`;
  const tokenRemedy =
    tokenEnv === null
      ? "Connect it again with the name of the environment variable that holds its token."
      : `Put a token that the runner accepts into ${tokenEnv} and start Countersign again.`;
  switch (status) {
    case 401:
      return {
        code: "runner-token",
        message: `${host} does not accept ${tokenEnv === null ? "requests without a token" : `the token in ${tokenEnv}`} (401).${quoted}`,
        place,
        remedy: tokenRemedy,
      };
    case 403:
      return {
        code: "runner-token",
        message: `${host} forbids this to ${tokenEnv === null ? "requests without a token" : `the token in ${tokenEnv}`} (403).${quoted}`,
        place,
        remedy: tokenRemedy,
      };
    case 404:
      return {
        code: "runner-not-found",
        message: `${host} has nothing at this address (404).${quoted}`,
        place,
        remedy: "Check the address: it is the part before /v1. If a pack was removed, the next sync knows.",
      };
    case 410:
      return {
        code: "runner-cursor",
        message: `${host} does not know how far its list was read (410).${quoted}`,
        place,
        remedy: "Sync again: the list is read from its start.",
      };
    case 429:
      return {
        code: "runner-busy",
        message: `${host} asks to be left alone for a while (429).${quoted}`,
        place,
        remedy: "Sync again later.",
      };
    default:
      return status >= 500
        ? {
            code: "runner-fault",
            message: `${host} failed (${String(status)}).${quoted}`,
            place,
            remedy: "Sync again later; if it stays, look into the runner's own log.",
          }
        : {
            code: "runner-status",
            message: `${host} answered ${String(status)}, which its protocol does not have.${quoted}`,
            place,
            remedy: "Check that the address is a runner of this protocol, and its version.",
          };
  }
}

const names: Readonly<Record<string, readonly [code: string, cause: string, remedy: string]>> = {
  ENOTFOUND: ["runner-name", "there is no machine of that name", "Check the address and the network's name service."],
  EAI_AGAIN: ["runner-name", "the name service does not answer", "Check the network, then sync again."],
  ECONNREFUSED: ["runner-unreachable", "nothing listens there", "Start the runner, then sync again."],
  EHOSTUNREACH: ["runner-unreachable", "there is no way to it", "Check the network, then sync again."],
  ENETUNREACH: ["runner-unreachable", "there is no network", "Check the network, then sync again."],
  ECONNRESET: ["runner-cut", "it ended the connection", "Sync again; if it stays, look into the runner's own log."],
  EPIPE: ["runner-cut", "it ended the connection", "Sync again; if it stays, look into the runner's own log."],
  UND_ERR_SOCKET: ["runner-cut", "it ended the connection", "Sync again; if it stays, look into the runner's own log."],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [
    "runner-cut",
    "it sent less than it announced",
    "Sync again; if it stays, look into the runner's own log.",
  ],
  ETIMEDOUT: [
    "runner-timeout",
    "it does not answer in time",
    "Check that it runs and is not overloaded, then sync again.",
  ],
  UND_ERR_CONNECT_TIMEOUT: [
    "runner-timeout",
    "it does not answer in time",
    "Check that it runs and is not overloaded, then sync again.",
  ],
  "bad port": ["runner-unreachable", "its port is one that is never asked over HTTP", "Use another port."],
  CERT_HAS_EXPIRED: ["runner-tls", "its certificate has expired", "Have its certificate renewed."],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "runner-tls",
    "its certificate is signed by itself alone",
    "Name the file of its certificate authority in NODE_EXTRA_CA_CERTS, or give it a certificate that this machine trusts.",
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "runner-tls",
    "its certificate is for another name",
    "Use the address that its certificate names.",
  ],
};
const untrusted = names["DEPTH_ZERO_SELF_SIGNED_CERT"];

/** A request that got no answer, as a problem: the network's and the system's own codes in words. */
export function networkProblem(at: RequestPlace, error: unknown): Problem {
  const code = causeCode(error);
  const [known, cause, remedy] =
    names[code] ??
    (/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/.test(code) && untrusted !== undefined
      ? ["runner-tls", `its certificate is not trusted here (${code})`, untrusted[2]]
      : /SSL|TLS|EPROTO/.test(code)
        ? [
            "runner-tls",
            "it does not speak TLS as it should",
            "Check the address: https for TLS, http for this machine only.",
          ]
        : ["runner-unreachable", `the network answered ${code}`, "Check the network, then sync again."]);
  return { code: known, message: `Could not reach ${at.host}: ${cause}.`, place: at.place, remedy };
}

/** The system's code of a failed request; fetch hides it one or two causes deep. */
function causeCode(error: unknown): string {
  for (let at = error, depth = 0; depth < 4 && typeof at === "object" && at !== null; depth += 1) {
    if ("code" in at && typeof at.code === "string" && at.code !== "") return at.code;
    if (at instanceof Error && at.message === "bad port") return at.message;
    if (at instanceof AggregateError && at.errors.length > 0) at = at.errors[0];
    else at = "cause" in at ? at.cause : null;
  }
  return error instanceof Error ? error.name : "an unknown error";
}
