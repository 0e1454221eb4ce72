namespace Confd.Cli.Tools;

/// <summary>One line on a terminal that counts up in place.</summary>
internal sealed class ProgressLine(TextWriter terminal, int total) : IProgress<int>
{
    private bool _isShown;

    public void Report(int value)
    {
        _isShown = true;
        terminal.Write($"\r{value}/{total} keys");
    }

    /// <summary>Ends the line, so that what follows starts on its own.</summary>
    public void End()
    {
        if (_isShown)
        {
            terminal.WriteLine();
        }
    }
}
