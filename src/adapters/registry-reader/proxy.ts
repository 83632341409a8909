// Sends every `fetch` of this process through proxies; loaded only where there are any.
import { Agent, EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

import { isLoopback } from './address.ts';

export interface Proxies {
  /** Of plain questions; empty for none. */
  readonly http: string;
  /** Of encrypted ones. */
  readonly https: string;
  /** Hosts and domains that are asked directly, as `NO_PROXY` lists them. */
  readonly except: string;
}

/** From now on; loopback is never asked through a proxy. */
export const useProxies = ({ http, https, except }: Proxies): void => {
  const direct = new Agent();
  const proxied = new EnvHttpProxyAgent({ httpProxy: http, httpsProxy: https, noProxy: except });
  setGlobalDispatcher(
    proxied.compose((dispatch) => (options, handler) => {
      const { host } = new URL(String(options.origin ?? 'http://localhost'));
      return isLoopback(host) ? direct.dispatch(options, handler) : dispatch(options, handler);
    }),
  );
};
