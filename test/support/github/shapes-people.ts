import type { Label, Person, Repository } from "./model";

/** Where addresses in answers point to: the server itself, and the site that people open. */
export interface Addresses {
  readonly api: string;
  readonly web: string;
}

export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}${String(id)}`).toString("base64");
}

export function userShape(at: Addresses, person: Person) {
  const url = `${at.api}/users/${encodeURIComponent(person.login)}`;
  return {
    login: person.login,
    id: person.id,
    node_id: nodeId("User", person.id),
    avatar_url: `${at.web}/avatars/${String(person.id)}`,
    gravatar_id: "",
    url,
    html_url: `${at.web}/${encodeURIComponent(person.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: person.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** What `GET /user` and `GET /users/{username}` say. */
export function accountShape(at: Addresses, person: Person) {
  return {
    ...userShape(at, person),
    name: person.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 2,
    public_gists: 0,
    followers: 3,
    following: 0,
    created_at: "2015-03-01T08:00:00Z",
    updated_at: "2026-11-01T08:00:00Z",
  };
}

/** The links of a repository, which every form of it carries. */
function repositoryLinks(at: Addresses, repository: Repository) {
  const url = `${at.api}/repos/${repository.owner}/${repository.name}`;
  return {
    url,
    html_url: `${at.web}/${repository.owner}/${repository.name}`,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}

/** The short form, as it stands within other answers. */
export function repositoryShape(at: Addresses, repository: Repository, owner: Person) {
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    private: repository.private,
    owner: userShape(at, owner),
    description: null,
    fork: false,
    ...repositoryLinks(at, repository),
  };
}

/** The form with counts, as a pull request's base and head carry it. */
export function countedRepositoryShape(at: Addresses, repository: Repository, owner: Person) {
  const open = [...repository.issues.values()].filter((issue) => issue.state === "open").length;
  const site = `${repository.owner}/${repository.name}.git`;
  return {
    ...repositoryShape(at, repository, owner),
    git_url: `git://github.invalid/${site}`,
    ssh_url: `git@github.invalid:${site}`,
    clone_url: `${at.web}/${site}`,
    svn_url: `${at.web}/${repository.owner}/${repository.name}`,
    mirror_url: null,
    homepage: null,
    language: "TypeScript",
    license: null,
    size: 120,
    default_branch: repository.defaultBranch,
    open_issues: open,
    open_issues_count: open,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? "private" : "public",
    pushed_at: repository.at,
    created_at: repository.at,
    updated_at: repository.at,
  };
}

/** What `GET /repos/{owner}/{repo}` says, with what the asking account may do there. */
export function fullRepositoryShape(
  at: Addresses,
  repository: Repository,
  owner: Person,
  may: { readonly pull: boolean; readonly push: boolean },
) {
  return {
    ...countedRepositoryShape(at, repository, owner),
    network_count: 0,
    subscribers_count: 1,
    permissions: { admin: false, maintain: false, push: may.push, triage: may.push, pull: may.pull },
  };
}

export function labelShape(at: Addresses, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${at.api}/repos/${repository.owner}/${repository.name}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

/** An app's place with one owner, and what it was given there. */
export function installationShape(at: Addresses, owner: Person, permissions: Readonly<Record<string, string>>) {
  const url = `${at.api}/app/installations/${String(owner.id)}`;
  return {
    id: owner.id,
    account: userShape(at, owner),
    repository_selection: "all",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${at.api}/installation/repositories`,
    html_url: `${at.web}/organizations/${owner.login}/settings/installations/${String(owner.id)}`,
    app_id: 7,
    app_slug: "countersign",
    target_id: owner.id,
    target_type: owner.type,
    permissions,
    events: [],
    created_at: "2026-01-01T08:00:00Z",
    updated_at: "2026-01-01T08:00:00Z",
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
