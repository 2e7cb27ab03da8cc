import type { Repository } from "./model";
import { refusal, type Answer, type Call, type Route } from "./routes";
import { checkRoutes } from "./routes-checks";
import { issueRoutes } from "./routes-issues";
import { pullRoutes } from "./routes-pulls";
import { repositoryRoutes } from "./routes-repository";
import { allows, type Token } from "./tokens";
import type { World } from "./world";

/** Everything the double answers. */
export const routes: readonly Route[] = [...repositoryRoutes, ...pullRoutes, ...issueRoutes, ...checkRoutes];

export interface Asked {
  readonly world: World;
  readonly method: string;
  readonly url: URL;
  /** Without what an Enterprise server has in front. */
  readonly path: string;
  readonly token: Token | null;
  readonly accept: string;
  readonly body: unknown;
  /** The API's own address, the site's, and where downloads are. */
  readonly at: { readonly api: string; readonly web: string };
  readonly storage: string;
  readonly pageLimit: number;
}

export interface Carried {
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;
  /** The operation's path in GitHub's description; null where there is none. */
  readonly template: string | null;
}

/** The route of a path: each part of the template is one part of it, `contents/{path}` all that is left. */
function matchRoute(method: string, path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const names: string[] = [];
    const pattern = route.template.replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return name === "path" ? "(.*)" : "([^/]+)";
    });
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (match === null) continue;
    const params = names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")] as const);
    return { route, params: Object.fromEntries(params) };
  }
  return null;
}

/** Carries a request out: finds what it is for, holds the token against it, and cuts a list into pages. */
export function carryOut(asked: Asked): Carried {
  const { world, token, url } = asked;
  const byId = /^\/repositories\/(\d+)(\/.*)?$/.exec(asked.path);
  const numbered = world.repositories.find((one) => String(one.id) === byId?.[1]);
  const path = numbered === undefined ? asked.path : `/repos/${numbered.owner}/${numbered.name}${byId?.[2] ?? ""}`;
  const found = matchRoute(asked.method, path);
  if (found === null) return { answer: refusal(404, "Not Found"), headers: {}, template: null };
  const { route, params } = found;
  const headers = tokenHeaders(token, route);
  const { template } = route;
  const { owner = "", repo = "" } = params;
  const under = template.startsWith("/repos/");
  const moved = world.moved.get(`${owner}/${repo}`.toLowerCase());
  if (under && moved !== undefined && world.find(owner, repo) === undefined) {
    const rest = asked.path.split("/").slice(4).join("/");
    const to = `${asked.at.api}/repositories/${String(moved.id)}${rest === "" ? "" : `/${rest}`}${url.search}`;
    const json = { message: "Moved Permanently", url: to, documentation_url: "https://docs.github.com/rest" };
    const status = asked.method === "GET" ? 301 : 307;
    return { answer: { status, json }, headers: { ...headers, location: to }, template };
  }
  const repository = under ? world.find(owner, repo) : undefined;
  if (under && (repository === undefined || !sees(token, repository)))
    return { answer: refusal(404, "Not Found"), headers, template };
  const open = repository?.private === false;
  const may: Call["may"] = (permission, level) =>
    (open && level === "read") || (token !== null && allows(token, permission, level));
  if (route.needs.length > 0 && !route.needs.some(([permission, level]) => may(permission, level))) {
    const holder = token?.kind === "app" ? "integration" : "personal access token";
    const answer =
      token === null ? refusal(401, "Requires authentication") : refusal(403, `Resource not accessible by ${holder}`);
    return { answer, headers, template };
  }
  const answer = route.answer({
    world,
    at: asked.at,
    viewer: token?.by ?? null,
    granted: token?.kind === "app" ? token.permissions : null,
    path: params,
    query: url.searchParams,
    accept: asked.accept,
    body: asked.body,
    // Routes that are under no repository never look at it.
    repository: repository!,
    storage: asked.storage,
    may,
  });
  if (!("list" in answer)) return { answer, headers, template };
  const { page, link } = pageOf(answer.list, asked, repository);
  return {
    answer: { status: 200, json: answer.wrap === undefined ? page : answer.wrap(page) },
    headers: link === "" ? headers : { ...headers, link },
    template,
  };
}

function tokenHeaders(token: Token | null, route: Route): Record<string, string> {
  if (token === null) return {};
  return {
    ...(token.kind === "classic"
      ? { "x-oauth-scopes": token.scopes.join(", ") }
      : {
          "x-accepted-github-permissions": route.needs
            .map(([permission, level]) => `${permission}=${level}`)
            .join("; "),
        }),
    ...(token.expiresAt === null ? {} : { "github-authentication-token-expiration": token.expiresAt }),
  };
}

function sees(token: Token | null, repository: Repository): boolean {
  if (!repository.private) return true;
  if (token === null) return false;
  const name = `${repository.owner}/${repository.name}`.toLowerCase();
  return token.repositories === "all" || token.repositories.has(name);
}

/** One page of a list, and the links to its neighbours, which go by the repository's number as GitHub's do. */
function pageOf(
  list: readonly unknown[],
  { url, at, pageLimit }: Asked,
  repository: Repository | undefined,
): { page: readonly unknown[]; link: string } {
  const size = Math.min(Number(url.searchParams.get("per_page") ?? "30"), pageLimit, 100);
  const number = Number(url.searchParams.get("page") ?? "1");
  const last = Math.max(1, Math.ceil(list.length / size));
  const path =
    repository === undefined
      ? url.pathname
      : url.pathname.replace(/\/repos\/[^/]+\/[^/]+/, `/repositories/${String(repository.id)}`);
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(url.searchParams);
    query.set("page", String(to));
    return `<${at.api}${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, "prev")] : []),
    ...(number < last ? [link(number + 1, "next"), link(last, "last")] : []),
    ...(number > 1 ? [link(1, "first")] : []),
  ];
  return { page: list.slice((number - 1) * size, number * size), link: links.join(", ") };
}
