using System.Runtime.InteropServices;

namespace Confd.Cli.Signals;

/// <summary>
/// The signals that a daemon passes on to the command that it supervises, and every other run ignores, as Go programs do: those that people
/// send to control an application, and all others that would end confd in the middle of a check or a reload.
/// </summary>
internal static class ForwardedSignals
{
    // <signal.h> of Linux. USR1, USR2, ALRM, STKFLT, XCPU, VTALRM, PROF, WINCH, IO, PWR; then the real-time signals, without 34, which the
    // runtime uses.
    private static readonly int[] Numbers = [10, 12, 14, 16, 24, 26, 27, 28, 29, 30, .. Enumerable.Range(35, 30)];

    /// <summary>All of them; none on other systems, whose numbers differ.</summary>
    public static IEnumerable<PosixSignal> All => OperatingSystem.IsLinux() ? Numbers.Select(number => (PosixSignal)number) : [];
}
