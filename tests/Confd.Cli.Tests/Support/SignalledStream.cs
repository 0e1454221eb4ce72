using System.Text;

namespace Confd.Cli.Tests.Support;

/// <summary>Keeps what is written, for any thread to read, and tells when a text has come.</summary>
internal class SignalledStream : MemoryStream
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(ToArray());
            }
        }
    }

    /// <summary>Completes when the text is part of what was written.</summary>
    public async Task WaitForAsync(string text)
    {
        while (true)
        {
            Task written;
            lock (_lock)
            {
                written = _written.Task;
            }

            if (Text.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await written.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            base.Write(buffer);
            _written.SetResult();
            _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
