import type { PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { changeBlocks, linesAbove, placeOf, shownLine, trimmedLines } from "../added-lines";
import { baseName } from "../command-line";
import { dependencyChanges, isManifest } from "../manifest-lines";
import { isInstalled, isLockPath } from "../package-files";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { hostsOf, isUsualRegistry, oddSource } from "../package-source";

export const dependencySource: FindingRule = {
  id: "dependency-source",
  title: "Dependency source",
  rationale:
    "A package that comes from elsewhere than the usual registry, or runs a script when it is installed, was seen by nobody before.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (file.status === "deleted" || !isInstalled(file.path)) return [];
      if (isLockPath(file.path)) return locked(file);
      const out: Sighting[] = [];
      if (isManifest(file.path)) out.push(...declared(file));
      if (namesRegistries(file.path)) out.push(...registries(file));
      if (baseName(file.path) === "package.json") out.push(...scripts(file));
      return out;
    });
  },
};

function declared(file: PatchFile): Sighting[] {
  return dependencyChanges(file).flatMap(({ name, before, after, line }) => {
    const source = after === null ? null : oddSource(after);
    if (source === null || (before !== null && before !== "" && oddSource(before)?.address === source.address))
      return [];
    return [
      sighting(
        source.local ? "warning" : "serious",
        `${name} comes from ${source.kind}: ${shown(after ?? "")}`,
        placeOf(file, line),
      ),
    ];
  });
}

function namesRegistries(path: string): boolean {
  return /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|bunfig\.toml|pip\.conf|[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|uv\.toml|Pipfile|\.cargo\/config(?:\.toml)?|Gemfile|gems\.rb|nuget\.config|(?:build|settings)\.gradle(?:\.kts)?|pom\.xml|settings\.xml|composer\.json|pnpm-workspace\.yaml)$/i.test(
    path,
  );
}

const namesRegistry =
  /^\s*(?:(?:@[\w-]+:)?registry\s*=|npmRegistryServer:|registry\s+["']?http|(?:-i|--index-url|--extra-index-url|--find-links|-f)[= ]|(?:extra-)?index-url\s*=|(?:url|index|registry|replace-with|find-links)\s*=\s*["']|source\s*\(?\s*["']http|<add\s+key=|maven\s*(?:\(|\{)?.*\burl\b|\s*(?:url|setUrl)\s*[(= ]|<url>|"url"\s*:)/i;

/** A registry other than the usual one, in the settings of a package manager. */
function registries(file: PatchFile): Sighting[] {
  const before = new Set<string>();
  for (const hunk of file.hunks)
    for (const line of hunk.lines) if (line.kind !== "add") for (const host of hostsOf(line.text)) before.add(host);
  return file.hunks.flatMap((hunk) =>
    hunk.lines.flatMap((line) => {
      if (line.kind !== "add" || !namesRegistry.test(line.text.slice(0, 2000)) || /^\s*(?:#|\/\/)/.test(line.text))
        return [];
      if (/(?:pom|settings)\.xml$/.test(file.path) && !inRepository(hunk, line)) return [];
      if (file.path.endsWith("pyproject.toml") && !inSources(hunk, line)) return [];
      const host = hostsOf(line.text).find((one) => !isUsualRegistry(one) && !before.has(one));
      if (host === undefined) return [];
      before.add(host);
      return [
        sighting(
          "serious",
          `Packages may come from ${host}, which is not the usual registry: ${shownLine(withoutPassword(line.text))}`,
          placeOf(file, line),
        ),
      ];
    }),
  );
}

function inRepository(hunk: PatchHunk, line: PatchLine): boolean {
  const above = linesAbove(hunk, line).findLast((one) =>
    /<\/?(?:repository|pluginRepository|mirror|scm|organization|license|developer|project|dependency|distributionManagement)>/.test(
      one.text,
    ),
  );
  return above !== undefined && /<(?:repository|pluginRepository|mirror)>/.test(above.text);
}

function inSources(hunk: PatchHunk, line: PatchLine): boolean {
  const above =
    linesAbove(hunk, line).findLast((one) => /^\s*\[{1,2}[\w."-]+\]{1,2}/.test(one.text))?.text ?? hunk.section;
  return /\[\[?tool\.(?:poetry\.source|uv\.index|uv\.pip|uv|pdm\.source)\b/.test(above);
}

const installScript = /^\s*"(preinstall|install|postinstall|preprepare)"\s*:\s*"([^"]+)"/;

/** Scripts that run on whoever installs, and the leave given to packages to run theirs. */
function scripts(file: PatchFile): Sighting[] {
  const gone = trimmedLines(file, "del");
  return file.hunks.flatMap((hunk) =>
    hunk.lines.flatMap((line) => {
      if (line.kind !== "add" || line.text.length > 2000 || gone.has(line.text.trim())) return [];
      const script = installScript.exec(line.text);
      // A package may be called "install": a version is no command.
      if (script !== null && !/^[~^<>=]*\d/.test(script[2] ?? ""))
        return [
          sighting(
            "serious",
            `The script ${script[1] ?? ""} runs on every installation: ${shownLine(line.text)}`,
            placeOf(file, line),
          ),
        ];
      if (
        /^\s*"(?:onlyBuiltDependencies|trustedDependencies|neverBuiltDependencies|dangerouslyAllowAllBuilds)"/.test(
          line.text,
        ) &&
        !line.text.includes("never")
      )
        return [
          sighting(
            "warning",
            `Packages may run a script when they are installed: ${shownLine(line.text)}`,
            placeOf(file, line),
          ),
        ];
      return [];
    }),
  );
}

function locked(file: PatchFile): Sighting[] {
  const before = new Set<string>();
  const gone = trimmedLines(file, "del");
  for (const hunk of file.hunks)
    for (const line of hunk.lines)
      if (line.kind !== "add" && mayResolve.test(line.text)) for (const host of hostsOf(line.text)) before.add(host);
  const out: Sighting[] = [];
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.kind !== "add" || line.text.length > 4000) continue;
      if (/"hasInstallScript"\s*:\s*true|^\s*requiresBuild:\s*true/.test(line.text) && !gone.has(line.text.trim()))
        out.push(
          sighting(
            "warning",
            `A package${packageOf(hunk, line)} in ${baseName(file.path)} runs a script when it is installed.`,
            placeOf(file, line),
          ),
        );
      if (!mayResolve.test(line.text)) continue;
      for (const host of hostsOf(line.text)) {
        if (isUsualRegistry(host) || before.has(host)) continue;
        before.add(host);
        out.push(
          sighting(
            "serious",
            `${baseName(file.path)} now takes packages from ${host}: ${shownLine(withoutPassword(line.text))}`,
            placeOf(file, line),
          ),
        );
      }
    }
    out.push(...otherContent(file, hunk));
  }
  return out;
}

const mayResolve = /["']?\b(?:resolved|tarball|source|registry|url|remote|repo|repository|index)\b["']?\s*[:= ]/;

function packageOf(hunk: PatchHunk, line: PatchLine): string {
  const above = linesAbove(hunk, line).findLast(
    (one) => one.kind !== "del" && /^\s*"node_modules\/[^"]+"|^\s{2}\/?[@\w][^\s:]*:$/.test(one.text),
  );
  const name =
    above === undefined
      ? undefined
      : (/"node_modules\/([^"]+)"/.exec(above.text)?.[1] ?? above.text.trim().replace(/:$/, ""));
  return name === undefined ? "" : ` (${name})`;
}

const hashLine = /["']?(?:integrity|checksum)["']?\s*[:= ]\s*["']?((?:sha\d+-[A-Za-z0-9+/=]+|[0-9a-f]{64}))/;

/** The same version with other content: what was published has changed, or somebody wrote the lock file by hand. */
function otherContent(file: PatchFile, hunk: PatchHunk): Sighting[] {
  if (baseName(file.path) === "go.sum") return otherSum(file, hunk);
  return changeBlocks(hunk).flatMap(({ removed, added }) => {
    if (removed.length !== added.length || removed.some((line) => /["']?\bversion\b/.test(line.text))) return [];
    return added.flatMap((line, index) => {
      const now = hashLine.exec(line.text)?.[1];
      const old = hashLine.exec(removed[index]?.text ?? "")?.[1];
      if (
        now === undefined ||
        old === undefined ||
        now === old ||
        now.split("-")[0]?.length !== old.split("-")[0]?.length
      )
        return [];
      // Beside a new address the version may be told there; a bare hash means the same package.
      const address = /@\d|-\d+\.\d+|\/\d+\.\d+/;
      if (removed.some((one, at) => address.test(one.text) && one.text !== added[at]?.text && !hashLine.test(one.text)))
        return [];
      return [
        sighting(
          "serious",
          `The content of a package changed though its version did not: ${shownLine(line.text)}`,
          placeOf(file, line),
        ),
      ];
    });
  });
}

function otherSum(file: PatchFile, hunk: PatchHunk): Sighting[] {
  const sums = new Map<string, string>();
  const read = (text: string): readonly [string, string] | null => {
    const match = /^(\S+ v\S+) (h1:\S+)$/.exec(text.trim());
    return match?.[1] === undefined ? null : [match[1], match[2] ?? ""];
  };
  for (const line of hunk.lines) {
    const sum = line.kind === "del" ? read(line.text) : null;
    if (sum !== null) sums.set(sum[0], sum[1]);
  }
  return hunk.lines.flatMap((line) => {
    const sum = line.kind === "add" ? read(line.text) : null;
    const old = sum === null ? undefined : sums.get(sum[0]);
    return sum === null || old === undefined || old === sum[1]
      ? []
      : [sighting("serious", `The content of ${sum[0]} changed though its version did not.`, placeOf(file, line))];
  });
}

function withoutPassword(text: string): string {
  return text.replace(/(\/\/)[^\s/@"']{1,300}@/g, "$1…@");
}

function shown(spec: string): string {
  return shownLine(withoutPassword(spec));
}
