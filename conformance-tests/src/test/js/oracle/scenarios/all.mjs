import packets from "./packets.mjs";
import requests from "./requests.mjs";
import sessions from "./sessions.mjs";
import upgrades from "./upgrades.mjs";

export const writtenScenarios = [...requests, ...sessions, ...upgrades, ...packets];
