import { homedir, userInfo } from "node:os";
import { systemClock } from "./platform/clock";
import type { Platform } from "./views/core";

/** This machine as the app's platform. In: the folder of the app's resources, and what the core runs on, in words. */
export function systemPlatform(resources: string, runtime: string): Platform {
  let accountName = "";
  try {
    accountName = userInfo().username;
  } catch {
    // An account without an entry in the user database has no name; settings ask for one.
  }
  return { clock: systemClock(), userHome: homedir(), env: process.env, accountName, runtime, resources };
}
