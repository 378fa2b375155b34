export function generatedScenarios() {
  return [];
}
