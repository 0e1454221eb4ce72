using System.CommandLine;
using Confd.Cli.Operation;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Secrets;
using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Cli.Tools;

/// <summary>What <c>confd table</c> and <c>confd flags</c> need of the process besides the writers of System.CommandLine.</summary>
internal sealed record ToolConsole
{
    /// <summary>Where <c>-</c> is read from.</summary>
    public Func<Stream> OpenInput { get; init; } =
        () => StandardDescriptor.IsInherited(0) ? Console.OpenStandardInput() : Stream.Null;

    /// <summary>True where stderr is a terminal: progress is shown there.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    /// <summary>True where standard output is a terminal: values are shown there so that none steers it.</summary>
    public Func<bool> WritesToTerminal { get; init; } = () => false;

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

    /// <summary>Where values are printed that others wrote.</summary>
    public TextWriter ValuesOf(ParseResult arguments)
    {
        var output = arguments.InvocationConfiguration.Output;
        return WritesToTerminal() ? new TerminalText(output) : output;
    }

    /// <summary>Reads a file whole, or stdin for <c>-</c>; a pipe or a device may be named, too.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than files are read up to.</exception>
    public Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken) =>
        path == "-" ? StandardInput.ReadAsync(OpenInput, cancellationToken) : Task.FromResult(RegularFile.ReadAll(path, mayBePipe: true));
}
