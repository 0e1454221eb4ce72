using System.Buffers;
using System.Text;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

/// <summary>Rendering is what a daemon does all day: the bounds keep it from growing unnoticed.</summary>
public sealed class RenderAllocationTests
{
    private const string Nginx =
        """
        user {{getv "/nginx/user" "www-data"}};
        worker_processes {{getv "/nginx/workers"}};
        events { worker_connections {{mul (atoi (getv "/nginx/workers")) 1024}}; }
        http {
        {{- range $name := lsdir "/services"}}
          upstream {{$name}} {
          {{- range gets (printf "/services/%s/*" $name)}}
            server {{.Value}} max_fails=3; # {{base .Key}}
          {{- else}}
            server 127.0.0.1:65535;
          {{- end}}
          }
        {{- end}}
        {{- range $name := lsdir "/services"}}
          server {
            listen 80;
            server_name {{$name}}.{{getv "/nginx/domain"}};
            {{- if exists "/nginx/tls"}}
            listen 443 ssl;
            ssl_certificate /etc/tls/{{$name}}.pem;
            {{- end}}
            location / {
              proxy_pass http://{{$name}};
              proxy_set_header Host $host;
              {{- with getv "/nginx/header" ""}}
              add_header X-Served-By {{. | quote}};
              {{- end}}
            }
          }
        {{- end}}
        }
        """;

    [Fact]
    public void Render_TypicalConfiguration_StaysWithinItsBudget()
    {
        const int Renders = 50;
        const long BudgetBytes = 32 * 1024;
        using var folder = new TempDirectory();
        var path = folder.Write("nginx.tmpl", Nginx);
        var renderer = new TemplateRenderer(
            new TemplateRendererOptions { TemplateFolder = folder.Path, StatCacheTtl = TimeSpan.FromHours(1) });
        var keys = Keys();
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        renderer.Render(path, new RenderInput(keys), output, Cancellation);
        output.WrittenCount.ShouldBeGreaterThan(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var render = 0; render < Renders; render++)
        {
            output.ResetWrittenCount();
            renderer.Render(path, new RenderInput(keys), output, Cancellation);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / Renders).ShouldBeLessThan(BudgetBytes);
    }

    private static KeySnapshot Keys()
    {
        var keys = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["/nginx/workers"] = "4"u8.ToArray(),
            ["/nginx/domain"] = "example.com"u8.ToArray(),
            ["/nginx/tls"] = "on"u8.ToArray(),
            ["/nginx/header"] = "edge \"1\""u8.ToArray(),
        };
        foreach (var service in (string[])["web", "api", "auth", "search"])
        {
            for (var node = 1; node <= 5; node++)
            {
                keys[$"/services/{service}/{node}"] = Encoding.ASCII.GetBytes($"10.0.{node}.{service.Length}:8080");
            }
        }

        return KeySnapshot.Create(keys);
    }
}
