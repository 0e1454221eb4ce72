using Confd.Extensions.Configuration;

// The namespace of the extended type, as for every configuration source: it is in scope wherever a builder is.
namespace Microsoft.Extensions.Configuration;

/// <summary>Adds a DynamoDB table to an application's configuration.</summary>
/// <example>
/// <code>
/// builder.Configuration.AddDynamoDb("confd-config", options =&gt;
/// {
///     options.Prefix = "/myapp";
///     options.ReloadOnChange = true;
///     options.OnReloadFailure = problem =&gt; Console.Error.WriteLine(problem.Message);
/// });
/// builder.Services.Configure&lt;DatabaseOptions&gt;(builder.Configuration.GetSection("db"));
/// </code>
/// </example>
public static class DynamoDbConfigurationExtensions
{
    /// <summary>Adds the settings of a table: an item <c>/a/b</c> becomes the setting <c>a:b</c>.</summary>
    /// <param name="builder">The builder; later sources take precedence over earlier ones.</param>
    /// <param name="table">The table's name or ARN.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Credentials and region come from the usual AWS sources. The table is read when the configuration is built; a failure then throws a
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

    /// <summary>Adds the settings of a table that a section of earlier sources names, such as one of <c>appsettings.json</c>.</summary>
    /// <remarks>
    /// The section has <c>Table</c>, its name or ARN, and may have the properties of <see cref="DynamoDbConfigurationOptions"/>
    /// (<c>Prefix</c>, <c>IsOptional</c>, <c>StartTimeout</c>, <c>ReloadOnChange</c>, <c>ReloadInterval</c>, <c>ExpandsJson</c>), of its
    /// table (<c>KeyAttribute</c>, <c>ValueAttribute</c>, <c>Partition</c>, <c>IndexName</c>, <c>IsConsistentRead</c>,
    /// <c>MaxParallelReads</c>, <c>MaxReadingBytes</c>) and its connection (<c>Region</c>, <c>Endpoint</c>, <c>DialTimeout</c>) by their
    /// names, times as <c>00:00:30</c> or <c>infinite</c>. It is read once, by this call.
    /// </remarks>
    /// <param name="builder">The builder; later sources take precedence over earlier ones.</param>
    /// <param name="section">The section, of a configuration that is built, as that of a <see cref="ConfigurationManager"/> always
    /// is.</param>
    /// <param name="configure">Changes the defaults, for settings that the section does not have.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">A setting of the section is missing, cannot be read or used, or is
    /// unknown.</exception>
    public static IConfigurationBuilder AddDynamoDb(
        this IConfigurationBuilder builder, IConfiguration section, Action<DynamoDbConfigurationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        var options = new DynamoDbConfigurationOptions();
        configure?.Invoke(options);
        return builder.Add(new DynamoDbConfigurationSource(SectionSettings.Read(section, options), options));
    }
}
