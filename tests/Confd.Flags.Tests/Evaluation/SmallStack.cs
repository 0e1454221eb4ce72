namespace Confd.Flags.Tests.Evaluation;

/// <summary>Runs code on a thread with a stack of 512 KiB: chains that are too long for a stack need not be long.</summary>
internal static class SmallStack
{
    /// <summary>Runs it, and waits for what it answers.</summary>
    public static T Run<T>(Func<T> run)
    {
        T answer = default!;
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => { answer = run(); }), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        return failure is null ? answer : throw new InvalidOperationException("The code failed.", failure);
    }
}
