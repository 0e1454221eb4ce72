namespace Confd.Cli.Tests.Scenarios;

/// <summary>Everything a process has written to a pipe so far.</summary>
internal sealed class CapturedOutput
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _captured = new();

    public CapturedOutput(Stream pipe) => Completion = CopyAsync(pipe);

    /// <summary>Completes when nobody holds the pipe open any more.</summary>
    public Task Completion { get; }

    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return _captured.ToArray();
            }
        }
    }

    private async Task CopyAsync(Stream pipe)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await pipe.ReadAsync(buffer)) > 0)
        {
            lock (_lock)
            {
                _captured.Write(buffer, 0, count);
            }
        }
    }
}
