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
                context.SecurityTokenServiceClientContextData.Region,
                context.SecurityTokenServiceClientContextData.ProxySettings)));
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(),
            Configure(new AmazonSSOConfig(), context.SSOClientContextData.Region, context.SSOClientContextData.ProxySettings)));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(),
            Configure(new AmazonSSOOIDCConfig(), context.SSOOIDCClientContextData.Region, context.SSOOIDCClientContextData.ProxySettings)));
    }

    private static TConfig Configure<TConfig>(TConfig config, RegionEndpoint? region, System.Net.IWebProxy? proxy)
        where TConfig : ClientConfig
    {
        if (region is not null)
        {
            config.RegionEndpoint = region;
        }

        if (proxy is not null)
        {
            config.SetWebProxy(proxy);
        }

        return config;
    }
}
