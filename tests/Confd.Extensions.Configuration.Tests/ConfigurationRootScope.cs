using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Confd.Extensions.Configuration.Tests;

/// <summary>A built configuration whose providers end with the test.</summary>
internal sealed class ConfigurationRootScope(ConfigurationRoot root) : IConfiguration, IDisposable
{
    public string? this[string key]
    {
        get => root[key];
        set => root[key] = value;
    }

    /// <summary>The only provider.</summary>
    public DynamoDbConfigurationProvider Provider => (DynamoDbConfigurationProvider)root.Providers.Single();

    public IConfigurationSection GetSection(string key) => root.GetSection(key);

    public IEnumerable<IConfigurationSection> GetChildren() => root.GetChildren();

    public IChangeToken GetReloadToken() => root.GetReloadToken();

    public void Dispose() => root.Dispose();
}
