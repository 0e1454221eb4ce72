using Confd.Cli.Operation;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Secrets;
using Confd.Engine.Posix;

namespace Confd.Cli.Tools;

/// <summary>What <c>confd table</c> and <c>confd flags</c> need of the process besides the writers of System.CommandLine.</summary>
internal sealed record ToolConsole
{
    /// <summary>Where <c>-</c> is read from.</summary>
    public Func<Stream> OpenInput { get; init; } =
        () => StandardDescriptor.IsInherited(0) ? Console.OpenStandardInput() : Stream.Null;

    /// <summary>True where stderr is a terminal: progress is shown there.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    /// <summary>Where commands that go on for long write their log.</summary>
    public Func<Stream> OpenLog { get; init; } = () => new StandardOutput(1);

    /// <summary>Looks an environment variable up; null where it does not exist.</summary>
    public Func<string, string?> Variable { get; init; } = ProcessEnvironment.Find;

    /// <summary>How to reach DynamoDB.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>How encrypted values are encrypted and decrypted.</summary>
    public SecretOptions Secrets { get; init; } = new();

    /// <summary>The clock of waits and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How a command reads and writes a table, whatever its keys: nobody waits long where nothing listens.</summary>
    public DynamoTableOptions TableOptions => new()
    {
        Clock = Clock,
        Retry = new DynamoRetryOptions { MaxRefusedConnections = 3 },
    };

    /// <summary>Opens a file, or stdin for <c>-</c>.</summary>
    public Stream Open(string path)
    {
        if (path == "-")
        {
            return OpenInput();
        }

        return Directory.Exists(path)
            ? throw new IOException($"{path} is a directory")
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Reads a file whole, or stdin for <c>-</c>.</summary>
    public async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        await using var input = Open(path);
        if (input is FileStream { CanSeek: true, Length: > 0 } file)
        {
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }

        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
