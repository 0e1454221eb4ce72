using Confd.Following;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Confd.Flags.Service.Http;

/// <summary>Closes connections on which nothing comes: Kestrel gives them the time of those that have been asked on.</summary>
internal static class FirstByte
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    /// <summary>Lets a connection be served once something has come on it.</summary>
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
