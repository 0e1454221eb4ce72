using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Configuration;

/// <summary>A table as a source of configuration; usually added by <c>AddDynamoDb</c>.</summary>
/// <param name="table">The table's name or ARN.</param>
/// <param name="options">Copied when the source is built.</param>
public sealed class DynamoDbConfigurationSource(string table, DynamoDbConfigurationOptions options) : IConfigurationSource
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is null or out of its range.</exception>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new DynamoDbConfigurationProvider(table, options.ToValidated());
}
