import type { Layout } from '../layout.ts';

/**
 * Envoy's bootstrap: it asks Contour for everything else. The names are those that Contour's answers refer to.
 * https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/bootstrap/v3/bootstrap.proto
 */
export function envoyBootstrap({ envoySocket }: Layout): string {
  const adminAddress = { pipe: { path: envoySocket, mode: 0o600 } };
  return `${JSON.stringify(
    {
      static_resources: {
        clusters: [
          {
            ...staticCluster('contour', { socket_address: { address: '127.0.0.1', port_value: 8001 } }),
            typed_extension_protocol_options: {
              'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
                '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
                explicit_http_config: { http2_protocol_options: {} },
              },
            },
          },
          staticCluster('envoy-admin', adminAddress),
        ],
      },
      dynamic_resources: { lds_config: fromContour, cds_config: fromContour },
      layered_runtime: {
        layers: [
          { name: 'dynamic', rtds_layer: { name: 'dynamic', rtds_config: fromContour } },
          { name: 'admin', admin_layer: {} },
        ],
      },
      admin: { address: adminAddress },
    },
    null,
    2,
  )}\n`;
}

const fromContour = {
  api_config_source: {
    api_type: 'GRPC',
    transport_api_version: 'V3',
    grpc_services: [{ envoy_grpc: { cluster_name: 'contour', authority: 'contour' } }],
  },
  resource_api_version: 'V3',
};

function staticCluster(name: string, address: object) {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  };
}
