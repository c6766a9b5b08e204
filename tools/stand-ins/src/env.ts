/** Path of the connection file, when it is not `.todo/cluster.json` of the workspace. */
export const clusterFile = process.env['TODO_CLUSTER_FILE'] || undefined;
