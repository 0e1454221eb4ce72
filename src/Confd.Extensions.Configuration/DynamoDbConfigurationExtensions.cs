using Confd.Extensions.Configuration;

// The namespace of what is extended, as for every configuration source: it is in scope wherever a builder is.
namespace Microsoft.Extensions.Configuration;

/// <summary>Adds a DynamoDB table to an application's configuration.</summary>
public static class DynamoDbConfigurationExtensions
{
    /// <summary>Adds the settings of a table: an item <c>/a/b</c> becomes the setting <c>a:b</c>.</summary>
    /// <param name="builder">The builder; later sources win over earlier ones.</param>
    /// <param name="table">The table's name or ARN.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Credentials and region come from the usual AWS places. The table is read when the configuration is built; a failure then is a
    /// <see cref="DynamoDbConfigurationException"/>, unless the source is optional.
    /// </remarks>
    public static IConfigurationBuilder AddDynamoDb(
        this IConfigurationBuilder builder, string table, Action<DynamoDbConfigurationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(table);
        var options = new DynamoDbConfigurationOptions();
        configure?.Invoke(options);
        return builder.Add(new DynamoDbConfigurationSource(table, options));
    }
}
