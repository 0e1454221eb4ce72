using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Confd.Engine.Templates.Network;

/// <summary>The addresses of this machine's network interfaces.</summary>
internal static class InterfaceAddresses
{
    /// <summary>The first IPv4 address; empty for an unknown interface or one without.</summary>
    public static string FirstIPv4(string name) => First(name, AddressFamily.InterNetwork);

    /// <summary>The first IPv6 address; empty for an unknown interface or one without.</summary>
    public static string FirstIPv6(string name) => First(name, AddressFamily.InterNetworkV6);

    private static string First(string name, AddressFamily family)
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(candidate => candidate.Name == name)
                .SelectMany(candidate => candidate.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => address.AddressFamily == family)
                .Select(AddressText.Format)
                .FirstOrDefault("");
        }
        catch (NetworkInformationException)
        {
            return "";
        }
    }
}
