using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Confd.TestSupport;

/// <summary>A pipe in place of a file: opened like a file, it would block its reader until another process
/// writes.</summary>
public static class NamedPipe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes one; answers its path. The test is skipped where there is no <c>mkfifo</c>.</summary>
    public static string Make(string path)
    {
        try
        {
            using var made = Process.Start("mkfifo", [path]);
            made.WaitForExit();
        }
        catch (Win32Exception)
        {
            Assert.Skip("there is no mkfifo");
        }

        return path;
    }

    /// <summary>Does something that must not wait for a writer; the test fails, and does not hang, where it does.</summary>
    public static Task<T> WithoutWaitingAsync<T>(Func<T> read) => Task.Run(read).WaitAsync(Patience);

    /// <inheritdoc cref="WithoutWaitingAsync{T}(Func{T})"/>
    public static Task<T> WithoutWaitingAsync<T>(Func<Task<T>> read) => Task.Run(read).WaitAsync(Patience);

    /// <summary>Does something that waits for a writer, and is one.</summary>
    public static async Task<T> WithWriterAsync<T>(string path, string text, Func<T> read)
    {
        var reading = Task.Run(read);
        await Task.Run(() => File.WriteAllText(path, text)).WaitAsync(Patience);
        return await reading.WaitAsync(Patience);
    }
}
