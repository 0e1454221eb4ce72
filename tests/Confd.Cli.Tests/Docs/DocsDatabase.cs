using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>
/// The DynamoDB Local that <c>eng/local.sh</c> starts for the first page; it is lent to one page after the other, empty each time, because
/// it starts slowly.
/// </summary>
public sealed class DocsDatabase : IAsyncDisposable
{
    /// <summary>Where <c>eng/local.sh</c> keeps address and process of the running server, below the folder that holds the clone.</summary>
    internal const string StateFile = "clone/artifacts/dynamodb-local";

    private string? _state;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_state?.Trim().Split(' ') is [_, var id])
        {
            using var stop = Process.Start(Path.Combine(RepositoryFiles.Root, "eng", "dynamodb-local.sh"), ["stop", id]);
            await stop.WaitForExitAsync();
        }
    }

    /// <summary>Lets the clone know of the server, if there is one already.</summary>
    internal void Lend(string stateFile)
    {
        if (_state is not null)
        {
            File.WriteAllText(stateFile, _state);
        }
    }

    /// <summary>Empties the server that a page leaves running.</summary>
    internal async Task TakeBackAsync(string stateFile)
    {
        _state = File.Exists(stateFile) ? await File.ReadAllTextAsync(stateFile) : null;
        if (_state?.Split(' ') is [var url, _])
        {
            using var client = DynamoDbLocal.CreateClient(url);
            foreach (var table in (await client.ListTablesAsync()).TableNames)
            {
                await client.DeleteTableAsync(table);
            }
        }
    }
}
