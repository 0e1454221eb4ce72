using Confd.Aws;
using Confd.Aws.Connections;
using Confd.Aws.Json;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.DynamoDb.Credstash;

/// <summary>The backend <c>credstash</c>: secrets that the tool of that name stores in a DynamoDB table, encrypted with AWS KMS.</summary>
public sealed partial class CredstashBackendFactory : IKeyBackendFactory
{
    /// <summary>The table.</summary>
    public static readonly BackendOption Table =
        new("table", OptionKind.Text, "name of the table of credstash") { Default = "credential-store", IsSource = true };

    /// <summary>The encryption context that secrets were written with.</summary>
    public static readonly BackendOption Context =
        new("credstash-context", OptionKind.TextList, "encryption context of the secrets, as NAME=VALUE; repeatable");

    /// <inheritdoc/>
    public string Name => "credstash";

    /// <inheritdoc/>
    public string Summary => "Read keys from a table of credstash";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } = [Table, Context];

    /// <inheritdoc/>
    public bool UsesHttp => true;

    /// <summary>How to reach DynamoDB, except for the dial time, which comes from the context.</summary>
    /// <value>By default from the environment.</value>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>An endpoint for KMS instead of the region's own. Null: from the environment.</summary>
    public Uri? KeyEndpoint { get; init; }

    /// <inheritdoc/>
    public void Check(BackendSection section) => ContextOf(section);

    /// <inheritdoc/>
    public async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        var encryptionContext = ContextOf(section);
        var name = section.Text(Table)!;
        var options = Connection with { DialTimeout = context.DialTimeout };
        var retry = AwsRetries.Of<DynamoRetryOptions>(context.Retry);
        LogTable(context.Logger, name);
        DynamoConnection? connection = null;
        AwsJsonClient? keys = null;
        try
        {
            // One connection for both services: obtaining credentials may take requests, and they are renewed for both.
            var endpoint = options.Endpoint ?? EndpointOverride.Find("DYNAMODB", "DYNAMODB", options.Environment);
            var aws = await AwsConnection.ConnectAsync(options, endpoint is not null, retry.Budget, context.Clock, cancellationToken)
                .ConfigureAwait(false);
            connection = await DynamoConnection
                .ConnectAsync(
                    options with { Credentials = aws.Credentials, Region = aws.Region, Endpoint = endpoint, Logger = context.Logger },
                    cancellationToken)
                .ConfigureAwait(false);
            keys = AwsJsonClient.Create(
                AwsService.KeyManagement,
                aws,
                KeyEndpoint ?? EndpointOverride.Find("KMS", "KMS", options.Environment),
                new AwsJsonOptions { Retry = retry, Clock = context.Clock, Logger = context.Logger });
            var tableOptions = new DynamoTableOptions { Retry = retry, Clock = context.Clock, Logger = context.Logger };
            var table = new DynamoTable(connection.Client, name, tableOptions);
            await table.DescribeAsync(cancellationToken).ConfigureAwait(false);
            return new CredstashBackend(connection, table, new DataKeys(keys, encryptionContext), context.MaxReadingBytes);
        }
        catch (Exception failed)
        {
            keys?.Dispose();
            connection?.Dispose();
            if (failed is AwsException or DynamoDbException)
            {
                throw new KeyBackendException(failed.Message, failed);
            }

            throw;
        }
    }

    private static List<KeyValuePair<string, string>> ContextOf(BackendSection section)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var text in section.Texts(Context))
        {
            var equals = text.IndexOf('=');
            pairs.Add(equals > 0
                ? KeyValuePair.Create(text[..equals], text[(equals + 1)..])
                : throw new KeyBackendException(
                    "an encryption context of the credstash backend is written NAME=VALUE: set credstash_context"));
        }

        return pairs;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "credstash table set to {table}")]
    private static partial void LogTable(ILogger logger, string table);
}
