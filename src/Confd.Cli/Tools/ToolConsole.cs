using System.CommandLine;
using Confd.Cli.Operation;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Secrets;
using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Cli.Tools;

/// <summary>The process as used by <c>confd table</c> and <c>confd flags</c>, in addition to the writers of System.CommandLine.</summary>
internal sealed record ToolConsole
{
    /// <summary>Opens the stream for <c>-</c>.</summary>
    public Func<Stream> OpenInput { get; init; } =
        () => StandardDescriptor.IsInherited(0) ? Console.OpenStandardInput() : Stream.Null;

    /// <summary>True where stderr is a terminal: progress is shown there.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    /// <summary>Returns true where standard output is a terminal: control characters in values are then escaped.</summary>
    public Func<bool> WritesToTerminal { get; init; } = () => false;

    /// <summary>Opens the log of long-running commands.</summary>
    public Func<Stream> OpenLog { get; init; } = () => new StandardOutput(1);

    /// <summary>Returns an environment variable; null where it does not exist.</summary>
    public Func<string, string?> Variable { get; init; } = ProcessEnvironment.Find;

    /// <summary>The options for DynamoDB.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>The options for encrypting and decrypting values.</summary>
    public SecretOptions Secrets { get; init; } = new();

    /// <summary>The clock of waits and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The options for reading and writing a table, whatever its keys: no command waits long where nothing listens.</summary>
    public DynamoTableOptions TableOptions => new()
    {
        Clock = Clock,
        Retry = new DynamoRetryOptions { MaxRefusedConnections = 3 },
    };

    /// <summary>The writer for values of foreign origin.</summary>
    public TextWriter ValuesOf(ParseResult arguments)
    {
        var output = arguments.InvocationConfiguration.Output;
        return WritesToTerminal() ? new TerminalText(output) : output;
    }

    /// <summary>Reads a file as a whole, or stdin for <c>-</c>; a pipe or a device may be named, too.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than the limit for files.</exception>
    public Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken) =>
        path == "-" ? StandardInput.ReadAsync(OpenInput, cancellationToken) : Task.FromResult(ReadFile(path, mayBePipe: true));

    /// <summary>Reads a file that the command line names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayBePipe">True where a pipe or a device may be named, too.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than the limit for files.</exception>
    public static byte[] ReadFile(string path, bool mayBePipe = false)
    {
        try
        {
            return RegularFile.ReadAll(path, mayBePipe: mayBePipe);
        }
        catch (FileReadException problem)
        {
            throw new IOException($"cannot read {path}: {problem.Reason}", problem);
        }
    }
}
