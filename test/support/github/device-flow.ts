import type { Token } from "./tokens";

/** Where a sign-in by device code stands: what the person did in the browser. */
export type DeviceState = "pending" | "slow-down" | "allowed" | "denied" | "expired";

interface Site {
  /** All tokens by their text: those that are handed out here are added. */
  readonly tokens: Map<string, Token>;
  readonly clock: () => number;
}

/** A sign-in whose token ends: what renews it now, and the token that is valid now. */
interface Renewable {
  readonly refresh: string;
  readonly until: number;
  readonly token: Token;
}

/**
 * The sign-in of an app by device code, on the site and not under the API. Its endpoints are in no description of GitHub's: their
 * forms are of GitHub's documentation ("Generating a user access token", "Refreshing user access tokens") and of what Octokit's own
 * client reads.
 */
export class DeviceFlow {
  state: DeviceState = "pending";
  /** Handed out once the person has allowed it. */
  token: Token | null = null;
  /** The app whose codes are taken; null for any. */
  clientId: string | null = null;
  /** Seconds between two questions. */
  interval = 1;
  /** Seconds that tokens of the app and what renews them last; null where tokens do not end. */
  ending: { readonly token: number; readonly refresh: number } | null = null;
  readonly #site: Site;
  readonly #code = "3584d83530557fdd1f46af8289938c8ef79f9dc5";
  #renewable: Renewable[] = [];
  #made = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The person takes back what the app was allowed: its tokens and what renews them are void. */
  revoke(): void {
    for (const { token } of this.#renewable) token.revoked = true;
    this.#renewable = [];
  }

  /** Answers a form of the sign-in; null where the path is none of it. */
  answer(path: string, form: URLSearchParams): object | null {
    if (path === "/login/device/code")
      return {
        device_code: this.#code,
        user_code: "WDJB-MJHT",
        verification_uri: "https://github.com/login/device",
        expires_in: 900,
        interval: this.interval,
      };
    if (path !== "/login/oauth/access_token") return null;
    if (this.clientId !== null && form.get("client_id") !== this.clientId)
      return { error: "incorrect_client_credentials", error_description: "The client_id passed is incorrect." };
    if (form.get("grant_type") === "refresh_token") return this.#renewed(form.get("refresh_token") ?? "");
    if (form.get("device_code") !== this.#code)
      return { error: "incorrect_device_code", error_description: "The device_code provided is not valid." };
    switch (this.state) {
      case "pending":
        return { error: "authorization_pending", error_description: "The authorization request is still pending." };
      case "slow-down":
        this.state = "pending";
        this.interval += 5;
        return { error: "slow_down", error_description: "Too many requests.", interval: this.interval };
      case "denied":
        return { error: "access_denied", error_description: "The authorization request was denied." };
      case "expired":
        return { error: "expired_token", error_description: "The device code has expired." };
      case "allowed":
        return this.#granted(this.token);
    }
  }

  /** Once used, what renews and the token that it came with are void. */
  #renewed(refresh: string): object {
    const known = this.#renewable.find((one) => one.refresh === refresh && one.until > this.#site.clock());
    if (known === undefined)
      return { error: "bad_refresh_token", error_description: "The refresh token passed is incorrect or expired." };
    this.#renewable = this.#renewable.filter((one) => one !== known);
    known.token.revoked = true;
    return this.#granted(known.token);
  }

  #granted(like: Token | null): object {
    if (this.ending === null || like === null)
      return { access_token: like?.text ?? "", token_type: "bearer", scope: "" };
    this.#made += 1;
    const number = String(this.#made).padStart(4, "0");
    const now = this.#site.clock();
    const token: Token = {
      ...like,
      text: `ghu_ends${number}${like.by.login}canary`,
      until: now + this.ending.token * 1000,
      revoked: false,
    };
    const refresh = `ghr_renews${number}${like.by.login}canary`;
    this.#site.tokens.set(token.text, token);
    this.#renewable.push({ refresh, until: now + this.ending.refresh * 1000, token });
    return {
      access_token: token.text,
      token_type: "bearer",
      scope: "",
      expires_in: this.ending.token,
      refresh_token: refresh,
      refresh_token_expires_in: this.ending.refresh,
    };
  }
}
