/**
 * The private PostgreSQL, used when no DATABASE_URL is set.
 *
 * - **cluster**: one PostgreSQL server with its data in `<dataDir>/postgres`, reached only through
 *   a Unix socket in a folder that no other user can enter.
 * - **join**: make the cluster if there is none, start it if nobody has, connect if it runs. Any
 *   number of processes may be joined; it belongs to none of them.
 * - **presence**: the idle session that every joined process keeps; the last one out stops it.
 */
export { postgresErrors } from './errors.ts'
export { type Cluster, type JoinOptions, joinCluster } from './join-cluster.ts'
