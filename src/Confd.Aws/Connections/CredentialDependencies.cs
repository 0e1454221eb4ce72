using Amazon;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Confd.Aws.Connections;

/// <summary>Gives the SDK's credential chain the clients that it would look up by reflection, which native AOT does not have.</summary>
/// <remarks>Web identity (IRSA) and assumed roles need STS; IAM Identity Center needs SSO and SSO OIDC.</remarks>
internal static class CredentialDependencies
{
    /// <summary>May be called any number of times: the registry keeps the last factory.</summary>
    public static void Register()
    {
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSecurityTokenServiceClient(context => new AmazonSecurityTokenServiceClient(
            RoleSource.Find(),
            Configure(
                new AmazonSecurityTokenServiceConfig(),
                "STS",
                context.SecurityTokenServiceClientContextData.Region,
                context.SecurityTokenServiceClientContextData.ProxySettings)));
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(),
            Configure(
                new AmazonSSOConfig(), "SSO", context.SSOClientContextData.Region, context.SSOClientContextData.ProxySettings)));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(),
            Configure(
                new AmazonSSOOIDCConfig(),
                "SSO_OIDC",
                context.SSOOIDCClientContextData.Region,
                context.SSOOIDCClientContextData.ProxySettings)));
    }

    private static TConfig Configure<TConfig>(TConfig config, string serviceName, RegionEndpoint? region, System.Net.IWebProxy? proxy)
        where TConfig : ClientConfig
    {
        ClientSettings.Address(config, region, EndpointOverride.Find(null, serviceName, Environment.GetEnvironmentVariable));
        if (proxy is not null)
        {
            config.SetWebProxy(proxy);
        }

        return config;
    }
}
