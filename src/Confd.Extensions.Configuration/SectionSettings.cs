using Confd.Shared;
using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Configuration;

/// <summary>The settings of a table that is a configuration source, from a section of the configuration. Others keep the values of
/// the program.</summary>
internal static class SectionSettings
{
    /// <summary>Reads the section into options.</summary>
    /// <returns>The table's name or ARN.</returns>
    /// <exception cref="InvalidOperationException">A setting is missing, cannot be read, is unknown, or has a value that cannot be
    /// used.</exception>
    public static string Read(IConfiguration configuration, DynamoDbConfigurationOptions options)
    {
        var section = new SettingsSection(configuration);
        var table = section.Required(nameof(options.Table));
        options.Prefix = section.Text(nameof(options.Prefix), options.Prefix)!;
        options.IsOptional = section.Flag(nameof(options.IsOptional), options.IsOptional);
        options.StartTimeout = section.Time(nameof(options.StartTimeout), options.StartTimeout);
        options.ReloadOnChange = section.Flag(nameof(options.ReloadOnChange), options.ReloadOnChange);
        var interval = section.Time(nameof(options.ReloadInterval), options.ReloadInterval);
        options.ReloadInterval = interval == Timeout.InfiniteTimeSpan ? null : interval;
        options.ExpandsJson = section.Flag(nameof(options.ExpandsJson), options.ExpandsJson);
        var (given, connection) = (options.Table, options.Table.Connection);
        options.Table = given with
        {
            KeyAttribute = section.Text(nameof(given.KeyAttribute), given.KeyAttribute)!,
            ValueAttribute = section.Text(nameof(given.ValueAttribute), given.ValueAttribute)!,
            Partition = section.Text(nameof(given.Partition), given.Partition),
            IndexName = section.Text(nameof(given.IndexName), given.IndexName),
            IsConsistentRead = section.Flag(nameof(given.IsConsistentRead), given.IsConsistentRead),
            MaxParallelReads = section.Number(nameof(given.MaxParallelReads), given.MaxParallelReads),
            MaxReadingBytes = section.Number(nameof(given.MaxReadingBytes), given.MaxReadingBytes),
            Connection = connection with
            {
                Region = section.Text(nameof(connection.Region), connection.Region),
                Endpoint = section.Address(nameof(connection.Endpoint), connection.Endpoint),
                DialTimeout = section.Time(nameof(connection.DialTimeout), connection.DialTimeout),
            },
        };
        section.RefuseOthers();
        section.Check("the configuration from DynamoDB", () => options.ToValidated());
        return table;
    }
}
