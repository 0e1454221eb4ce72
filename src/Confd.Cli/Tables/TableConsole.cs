using Confd.DynamoDb.Connections;

namespace Confd.Cli.Tables;

/// <summary>What <c>confd table</c> needs of the process besides the writers of System.CommandLine.</summary>
internal sealed record TableConsole
{
    /// <summary>Where <c>-</c> is read from.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>True where stderr is a terminal: progress is shown there.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    /// <summary>How to reach DynamoDB.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>The clock of waits and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Reads a file whole, or stdin for <c>-</c>.</summary>
    public async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        if (path != "-")
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }

        await using var input = OpenInput();
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
