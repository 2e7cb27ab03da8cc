import { notFound, refusal, withinOf, type Route } from "./routes";
import { shaOf } from "./routes-checks";
import { accountShape, fullRepositoryShape, installationShape } from "./shapes-people";
import { apiOf, webOf } from "./shapes-pull";
import { sha1 } from "./patch-files";

export const repositoryRoutes: readonly Route[] = [
  {
    method: "GET",
    template: "/user",
    needs: [],
    answer: ({ viewer, at }) =>
      viewer === null ? refusal(401, "Requires authentication") : { status: 200, json: accountShape(at, viewer) },
  },
  {
    method: "GET",
    template: "/user/installations",
    needs: [],
    answer: ({ world, at, granted }) => {
      if (granted === null)
        return refusal(
          403,
          "You must authenticate with an access token authorized to a GitHub App in order to list installations",
        );
      const owners = [...new Set(world.repositories.map(({ owner }) => owner))];
      return {
        list: owners.map((owner) => installationShape(at, world.person(owner, "Organization"), granted)),
        wrap: (page) => ({ total_count: owners.length, installations: page }),
      };
    },
  },
  {
    method: "GET",
    template: "/users/{username}",
    needs: [],
    answer: ({ world, at, path }) => {
      const person = world.people.get(path["username"] ?? "");
      return person === undefined ? notFound : { status: 200, json: accountShape(at, person) };
    },
  },
  {
    method: "GET",
    template: "/users/{username}/ssh_signing_keys",
    needs: [],
    answer: ({ world, path }) => {
      const keys = world.signingKeys.get(path["username"] ?? "") ?? [];
      return {
        list: keys.map((key, at) => ({ id: at + 1, key, title: "laptop", created_at: "2026-01-01T08:00:00Z" })),
      };
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}",
    needs: [["metadata", "read"]],
    answer: ({ world, at, repository, viewer, may }) => ({
      status: 200,
      json: fullRepositoryShape(at, repository, world.person(repository.owner, "Organization"), {
        pull: may("metadata", "read"),
        push: viewer !== null && repository.collaborators.has(viewer.login),
      }),
    }),
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/contents/{path}",
    needs: [["contents", "read"]],
    answer: (call) => {
      const { repository, path, query, accept } = call;
      const ref = query.get("ref") ?? repository.defaultBranch;
      const sha = shaOf(call, ref);
      const files = sha === null ? undefined : repository.contents.get(sha);
      if (files === undefined) return refusal(404, `No commit found for the ref ${ref}`);
      const asked = path["path"] ?? "";
      const text = files.get(asked);
      const within = withinOf(call);
      const entry = (name: string, size: number, type: "file" | "dir") => {
        const url = `${apiOf(within)}/contents/${name.split("/").map(encodeURIComponent).join("/")}?ref=${ref}`;
        const git = `${apiOf(within)}/git/${type === "file" ? "blobs" : "trees"}/${sha1(name)}`;
        const html = `${webOf(within)}/blob/${ref}/${name}`;
        return {
          name: name.split("/").at(-1) ?? "",
          path: name,
          sha: sha1(`${name} ${sha ?? ""}`),
          size,
          url,
          html_url: html,
          git_url: git,
          download_url: type === "file" ? `${webOf(within)}/raw/${ref}/${name}` : null,
          type,
          _links: { self: url, git, html },
        };
      };
      if (text !== undefined) {
        if (/^application\/vnd\.github\.(v3\.)?raw/.test(accept))
          return { text, type: "application/vnd.github.raw+json; charset=utf-8" };
        const bytes = Buffer.from(text);
        return {
          status: 200,
          json: {
            ...entry(asked, bytes.length, "file"),
            // GitHub breaks the lines of base64.
            content: bytes.toString("base64").replace(/.{60}/g, "$&\n"),
            encoding: "base64",
          },
        };
      }
      const inside = new Set(
        [...files.keys()]
          .filter((name) => name.startsWith(asked === "" ? "" : `${asked}/`))
          .map((name) => name.slice(asked === "" ? 0 : asked.length + 1)),
      );
      if (inside.size === 0) return notFound;
      const names = new Map([...inside].map((name) => [name.split("/")[0] ?? "", name.includes("/")]));
      return {
        status: 200,
        json: [...names].map(([name, folder]) =>
          entry(asked === "" ? name : `${asked}/${name}`, 0, folder ? "dir" : "file"),
        ),
      };
    },
  },
];
