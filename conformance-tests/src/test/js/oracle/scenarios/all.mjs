import clients from "./clients.mjs";
import engineClients from "./engine-clients.mjs";
import hostile from "./hostile.mjs";
import packets from "./packets.mjs";
import recovery from "./recovery.mjs";
import requests from "./requests.mjs";
import revision3 from "./revision3.mjs";
import rooms from "./rooms.mjs";
import sessions from "./sessions.mjs";
import upgrades from "./upgrades.mjs";

export const writtenScenarios = [
  ...requests, ...sessions, ...upgrades, ...packets, ...revision3, ...rooms, ...recovery, ...clients, ...engineClients, ...hostile,
];
