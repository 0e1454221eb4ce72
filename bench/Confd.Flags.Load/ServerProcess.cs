using System.Globalization;

namespace Confd.Flags.Load;

/// <summary>What the kernel knows about the service.</summary>
internal sealed class ServerProcess(int id)
{
    // The unit of /proc/PID/stat on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>CPU time in seconds, of all its threads, in user and kernel mode.</summary>
    public double CpuSeconds()
    {
        // Finer than the ticks of /proc/PID/stat, where the kernel has it.
        var schedule = Directory.EnumerateDirectories($"/proc/{id}/task").Sum(task => ReadNanoseconds($"{task}/schedstat"));
        return schedule > 0 ? schedule / 1e9 : ReadTicks() / TicksPerSecond;
    }

    /// <summary>Resident memory in MiB.</summary>
    public double ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static double ReadNanoseconds(string path)
    {
        try
        {
            return double.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // A thread that has ended meanwhile.
            return 0;
        }
    }

    private double ReadTicks()
    {
        var fields = File.ReadAllText($"/proc/{id}/stat").Split(' ');
        return double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture);
    }
}
