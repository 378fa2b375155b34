/** Turns ["--server", "node", "--short"] into {server: "node", short: true}. */
export function parseArguments(args) {
  const options = {};
  for (let i = 0; i < args.length; i++) {
    const key = args[i].replace(/^--/, "");
    const hasValue = i + 1 < args.length && !args[i + 1].startsWith("--");
    options[key] = hasValue ? args[++i] : true;
  }
  return options;
}

export function listOf(text) {
  return typeof text === "string" ? text.split(",") : undefined;
}
