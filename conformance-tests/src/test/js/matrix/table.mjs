const SHORT_NAMES = { polling: "p", websocket: "w", upgrade: "u" };

function cell(results, transports) {
  return transports
    .map((transport) => {
      const found = results.filter((result) => result.transport === transport);
      if (found.length === 0) return "·";
      return found.every((result) => result.ok) ? SHORT_NAMES[transport] : "✗";
    })
    .join(" ");
}

/** Scenario by client; per cell one letter for each transport. */
export function asMarkdown(scenarios, results, versions, transports) {
  const legend = transports.map((transport) => `${SHORT_NAMES[transport]} = ${transport}`).join(", ");
  const lines = [
    `${legend}; ✗ = failed, · = not run or not in that client`,
    "",
    `| scenario | ${versions.join(" | ")} |`,
    `|---|${versions.map(() => "---|").join("")}`,
  ];
  for (const { title } of scenarios) {
    const cells = versions.map((version) =>
      cell(results.filter((r) => r.title === title && r.client === version), transports),
    );
    lines.push(`| ${title} | ${cells.join(" | ")} |`);
  }
  return lines.join("\n") + "\n";
}
