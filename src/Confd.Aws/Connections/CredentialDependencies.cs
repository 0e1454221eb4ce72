using Amazon;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Amazon.Util;

namespace Confd.Aws.Connections;

/// <summary>Registers the clients that the SDK's credential chain would otherwise look up by reflection, which native AOT does not support,
/// and makes it access the instance's metadata service without a proxy.</summary>
/// <remarks>Web identity (IRSA) needs STS; IAM Identity Center needs SSO and SSO OIDC.</remarks>
internal static class CredentialDependencies
{
    // As an attempt of any other request: the SDK waits 100 seconds, several times.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    /// <summary>May be called any number of times: the registry keeps the last factory.</summary>
    /// <param name="http">Creates their connections.</param>
    public static void Register(SdkHttpClients http)
    {
        BypassProxyForInstanceMetadata();
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSecurityTokenServiceClient(context => TokenService(
            new AnonymousAWSCredentials(),
            context.SecurityTokenServiceClientContextData.Region,
            context.SecurityTokenServiceClientContextData.ProxySettings,
            http));
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(),
            Configure(
                new AmazonSSOConfig(), "SSO", context.SSOClientContextData.Region, context.SSOClientContextData.ProxySettings, http)));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(),
            Configure(
                new AmazonSSOOIDCConfig(),
                "SSO_OIDC",
                context.SSOOIDCClientContextData.Region,
                context.SSOOIDCClientContextData.ProxySettings,
                http)));
    }

    /// <summary>Makes the SDK access the instance's metadata service without a proxy, unless the program has set one itself.</summary>
    public static void BypassProxyForInstanceMetadata() => EC2InstanceMetadata.Proxy ??= new RemoteProxy();

    /// <summary>Creates a client of STS for roles.</summary>
    /// <param name="signer">The credentials that sign its requests.</param>
    /// <param name="http">Creates its connections.</param>
    public static AmazonSecurityTokenServiceClient TokenService(AWSCredentials signer, SdkHttpClients http) => TokenService(
        signer,
        FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false) ?? RegionEndpoint.USEast1,
        proxy: null,
        http);

    private static AmazonSecurityTokenServiceClient TokenService(
        AWSCredentials signer, RegionEndpoint? region, System.Net.IWebProxy? proxy, SdkHttpClients http) =>
        new(signer, Configure(new AmazonSecurityTokenServiceConfig(), "STS", region, proxy, http));

    private static TConfig Configure<TConfig>(
        TConfig config, string serviceName, RegionEndpoint? region, System.Net.IWebProxy? proxy, SdkHttpClients http)
        where TConfig : ClientConfig
    {
        ClientSettings.Address(config, region?.SystemName, EndpointOverride.Find(null, serviceName, Environment.GetEnvironmentVariable));
        config.HttpClientFactory = http;
        config.Timeout = MaxWait;
        if (proxy is not null)
        {
            config.SetWebProxy(proxy);
        }

        return config;
    }
}
