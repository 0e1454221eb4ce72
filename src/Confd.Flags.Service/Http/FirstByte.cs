using Confd.Following;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Confd.Flags.Service.Http;

/// <summary>Closes connections that send nothing: Kestrel allows them as much time as those that have sent requests.</summary>
internal static class FirstByte
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    /// <summary>Serves a connection once it has sent its first byte.</summary>
    public static async Task RunAsync(ConnectionDelegate next, ConnectionContext connection, TimeProvider clock)
    {
        var ending = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using (var limit = new TimeLimit(Time, clock, ending))
        {
            try
            {
                var read = await connection.Transport.Input.ReadAsync(limit.Token).ConfigureAwait(false);
                connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            }
            catch (Exception silent) when (silent is OperationCanceledException or IOException)
            {
                return;
            }
        }

        await next(connection).ConfigureAwait(false);
    }
}
