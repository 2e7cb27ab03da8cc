import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { onTestFinished } from "vitest";
import { tempFolder } from "./temp-home";

/** A real time-stamping authority: its answers are made by openssl. */
export interface TimeAuthority {
  readonly folder: string;
  /** Its root certificate as PEM, and the file it lies in. */
  readonly root: string;
  readonly rootFile: string;
  /** Answers a request as the authority does. In: TimeStampReq. Out: TimeStampResp. */
  reply(request: Uint8Array): Buffer;
}

const configuration = `
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = Unset
[ root ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
[ tsa ]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ server ]
basicConstraints = critical,CA:false
extendedKeyUsage = critical,serverAuth
[ issuer ]
database = ./index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
[ any ]
organizationName = optional
commonName = supplied
[ tsa_default ]
serial = ./serial
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
`;

export function openssl(folder: string, ...args: string[]): Buffer {
  return execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

/** Makes an authority under a root of its own. In: the kind of its keys, and what its certificate is for. */
export function timeAuthority(
  options: {
    readonly key?: "rsa:2048" | "ec";
    readonly usage?: "tsa" | "server";
    readonly digest?: string;
    /** When its certificate ends; ten years from now where it is absent. */
    readonly until?: Date;
  } = {},
): TimeAuthority {
  const { key = "ec", usage = "tsa", digest = "sha256", until } = options;
  const folder = tempFolder();
  writeFileSync(path.join(folder, "tsa.cnf"), configuration);
  writeFileSync(path.join(folder, "serial"), "01\n");
  const newKey = key === "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["-newkey", key];
  const made = ["req", "-config", "tsa.cnf", "-nodes", ...newKey];
  openssl(
    folder,
    ...[...made, "-x509", "-days", "3650", "-extensions", "root", "-subj", "/O=Clock/CN=Clock Root"],
    ...["-keyout", "root.key", "-out", "root.pem"],
  );
  openssl(folder, ...made, "-subj", "/O=Clock/CN=Clock One", "-keyout", "tsa.key", "-out", "tsa.csr");
  if (until === undefined)
    openssl(
      folder,
      ...["x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"],
      ...["-days", "3000", "-extfile", "tsa.cnf", "-extensions", usage, "-out", "tsa.pem"],
    );
  else {
    writeFileSync(path.join(folder, "index.txt"), "");
    openssl(
      folder,
      ...["ca", "-batch", "-config", "tsa.cnf", "-name", "issuer", "-in", "tsa.csr", "-cert", "root.pem"],
      ...["-keyfile", "root.key", "-enddate", `${until.toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`],
      ...["-startdate", "20200101000000Z", "-extensions", usage, "-out", "tsa.pem", "-notext"],
    );
  }
  return {
    folder,
    root: readFileSync(path.join(folder, "root.pem"), "utf8"),
    rootFile: path.join(folder, "root.pem"),
    reply: (request) => {
      writeFileSync(path.join(folder, "request.tsq"), request);
      return openssl(
        folder,
        ...["ts", "-reply", "-config", "tsa.cnf", "-section", "tsa_default", "-queryfile", "request.tsq"],
        ...["-signer", "tsa.pem", "-inkey", "tsa.key", `-${digest}`],
      );
    },
  };
}

export interface TimeServer {
  readonly url: string;
  /** Requests that came, as bytes. */
  readonly asked: Buffer[];
}

/** Serves on this machine. In: how a request's bytes are answered. */
export async function timeServer(
  answer: (request: Buffer, response: ServerResponse, message: IncomingMessage) => void,
): Promise<TimeServer> {
  const asked: Buffer[] = [];
  const server = createServer((message, response) => {
    const parts: Buffer[] = [];
    message.on("data", (part: Buffer) => parts.push(part));
    message.on("end", () => {
      const request = Buffer.concat(parts);
      asked.push(request);
      answer(request, response, message);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${String(address.port)}/tsr`, asked };
}

/** Answers as an authority does. */
export function sendReply(response: ServerResponse, bytes: Uint8Array): void {
  response.writeHead(200, { "content-type": "application/timestamp-reply" });
  response.end(bytes);
}
