/** The version of this build; a test holds it equal to package.json. */
export const version = "0.1.0";

declare const BUILD_DIGEST: string | undefined;
/** Names the sources this build was made of; "sources" where they run as they are. */
export const buildDigest: string = typeof BUILD_DIGEST === "string" ? BUILD_DIGEST : "sources";
