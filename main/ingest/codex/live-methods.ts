/** Methods of the app server that are understood and make no event: ticks, settings, and what else a client is told. */
const quiet: ReadonlySet<string> = new Set([
  "codex/connected",
  "deprecationNotice",
  "configWarning",
  "warning",
  "initialize",
  "initialized",
  "serverRequest/resolved",
  "rawResponseItem/completed",
  "thread/status/changed",
  "thread/archived",
  "thread/unarchived",
  "thread/closed",
  "thread/compacted",
  "thread/read",
  "thread/list",
  "thread/goal/updated",
  "thread/goal/cleared",
  "thread/settings/updated",
  "thread/environment/connected",
  "thread/environment/disconnected",
  "thread/name/set",
  "thread/loaded/list",
  "turn/interrupt",
  "turn/steer",
  "turn/plan/updated",
  "turn/moderationMetadata",
  "item/agentMessage/delta",
  "item/plan/delta",
  "item/reasoning/summaryTextDelta",
  "item/reasoning/summaryPartAdded",
  "item/reasoning/textDelta",
  "item/commandExecution/outputDelta",
  "item/commandExecution/terminalInteraction",
  "item/commandExecution/requestApproval",
  "item/fileChange/outputDelta",
  "item/fileChange/patchUpdated",
  "item/fileChange/requestApproval",
  "item/mcpToolCall/progress",
  "item/tool/call",
  "item/tool/requestUserInput",
  "item/permissions/requestApproval",
  "item/autoApprovalReview/started",
  "item/autoApprovalReview/completed",
  "execCommandApproval",
  "applyPatchApproval",
  "loginChatGptComplete",
  "authStatusChange",
  "sessionConfigured",
]);

/** Groups of methods that are about the server, the account or the machine, not about a thread. */
const quietGroups =
  /^(?:account|app|command|config|environment|externalAgentConfig|feedback|fs|fuzzyFileSearch|hook|marketplace|mcpServer|mcpServerStatus|model|modelProvider|plugin|process|remoteControl|review|skills|thread\/realtime|windows|windowsSandbox)\//;

/** True for a method that is known and tells a reviewer nothing that stands nowhere else. */
export function quietMethod(method: string): boolean {
  return quiet.has(method) || quietGroups.test(method);
}
