using System.Buffers;
using System.Runtime.CompilerServices;
using Confd.Engine.Files;
using Confd.Engine.Posix;

namespace Confd.Engine.Tests.Support;

/// <summary>What the test program does instead of testing when <see cref="Variable"/> is set: replace a file again and again until it is
/// killed.</summary>
internal static class KilledWriter
{
    /// <summary>Names the file.</summary>
    public const string Variable = "CONFD_TEST_KILLED_WRITER";

    /// <summary>How large the file's texts are in turn: written from memory, and rendered into a file from the start.</summary>
    public static readonly int[] TextBytes = [256 * 1024, (1024 * 1024) + 4096];

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Usage", "CA2255", Justification = "the only way into the test program before its own entry point")]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } destination)
        {
            return;
        }

        var rights = new FileAccessRights(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, Accounts.EffectiveUserId, Accounts.EffectiveGroupId);
        new StagedFileCleanup().Remove(destination);
        Console.WriteLine("writing");
        for (var round = 0; ; round++)
        {
            using var rendered = new RenderedContent(destination);
            rendered.Write(TextOf(round));
            using var staged = StagedFile.Create(destination, rendered, rights);
            FileReplacer.Replace(staged, destination);
        }
    }

    /// <summary>One letter, over and over.</summary>
    public static byte[] TextOf(int round)
    {
        var text = new byte[TextBytes[round % 2]];
        Array.Fill(text, (byte)('a' + (round % 26)));
        return text;
    }
}
