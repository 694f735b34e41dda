export interface CitusNode {
  readonly host: string
  readonly port: number
}

/**
 * A Citus cluster for tests, from YIMEN_TEST_CITUS: `127.0.0.1:9700,127.0.0.1:9701`, the
 * coordinator first, then its workers, which need not have been joined yet. The superuser `postgres`
 * and all other users must be let in without a password, by tests and by the nodes.
 */
export function findCitus(): readonly CitusNode[] | undefined {
  const nodes = (process.env.YIMEN_TEST_CITUS ?? '')
    .split(',')
    .filter(Boolean)
    .map((address) => {
      const [host = '', port = ''] = address.trim().split(':')
      if (!host || !/^\d+$/.test(port)) throw new Error(`YIMEN_TEST_CITUS: ${address}`)
      return { host, port: Number(port) }
    })
  return nodes.length > 1 ? nodes : undefined
}
