/** Where the platform's callbacks come from. Source: the platform's callback page. A filter, no proof. */
export const platformAddresses = [
  "3.87.163.45",
  "3.91.119.203",
  "54.197.62.209",
  "35.165.205.14",
  "54.200.43.232",
  "34.216.81.234",
  "137.117.33.109",
  "168.62.173.153",
] as const;
