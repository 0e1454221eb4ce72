namespace Confd.Benchmarks.Parts;

/// <summary>The template and the keys of <see cref="TemplateBenchmarks"/>.</summary>
internal static class NginxTemplate
{
    public const string Text = """
        # {{getv "/site/name"}}: written by confd, changes will be lost
        user {{getv "/nginx/user" "www-data"}};
        worker_processes {{getv "/nginx/workers" "auto"}};
        pid /run/nginx.pid;

        events {
            worker_connections {{getv "/nginx/connections"}};
        }

        http {
            sendfile on;
            tcp_nopush on;
            keepalive_timeout {{getv "/nginx/keepalive" "65"}};
            {{- if exists "/nginx/gzip"}}
            gzip on;
            gzip_types {{join (split (getv "/nginx/gzip") ",") " "}};
            {{- end}}
            log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                            '$status $body_bytes_sent "$http_referer"';
            access_log /var/log/nginx/access.log main;
        {{range $name := lsdir "/upstreams"}}
            upstream {{$name}} {
                {{- $base := printf "/upstreams/%s" $name}}
                {{- range $i, $server := gets (printf "%s/servers/*" $base)}}
                server {{$server.Value}} weight={{add 1 (mod $i 3)}}{{if ge $i 4}} backup{{end}}; # {{base $server.Key}}
                {{- else}}
                server 127.0.0.1:9;
                {{- end}}
                {{- with getv (printf "%s/keepalive" $base) ""}}
                keepalive {{.}};
                {{- end}}
            }
        {{end}}
        {{- range $host := ls "/hosts"}}
            server {
                listen 443 ssl;
                server_name {{$host}} {{toLower (getv (printf "/hosts/%s/alias" $host) "")}};
                ssl_certificate /etc/ssl/{{replace $host "." "_" -1}}.pem;
                ssl_certificate_key /etc/ssl/{{replace $host "." "_" -1}}.key;

                location / {
                    proxy_pass http://{{getv (printf "/hosts/%s/upstream" $host)}};
                    proxy_set_header Host $host;
                    proxy_set_header X-Real-IP $remote_addr;
                }
                {{- if eq (getv (printf "/hosts/%s/static" $host) "no") "yes"}}

                location /static/ {
                    root /var/www/{{$host}};
                    expires {{getv "/site/expires" "1h"}};
                }
                {{- end}}
            }
        {{end}}
        }

        """;

    public static IEnumerable<KeyValuePair<string, string>> Keys
    {
        get
        {
            yield return new("/site/name", "shop.example.com");
            yield return new("/site/expires", "12h");
            yield return new("/nginx/connections", "4096");
            yield return new("/nginx/gzip", "text/plain,text/css,application/json");
            foreach (var upstream in (string[])["api", "web", "search"])
            {
                yield return new($"/upstreams/{upstream}/keepalive", "16");
                for (var server = 0; server < 6; server++)
                {
                    yield return new($"/upstreams/{upstream}/servers/s{server:D2}", $"10.0.{upstream.Length}.{server}:8080");
                }
            }

            foreach (var host in (string[])["shop.example.com", "api.example.com", "search.example.com", "static.example.com"])
            {
                yield return new($"/hosts/{host}/upstream", host.StartsWith("api", StringComparison.Ordinal) ? "api" : "web");
                yield return new($"/hosts/{host}/alias", host.ToUpperInvariant());
                yield return new($"/hosts/{host}/static", host.StartsWith("static", StringComparison.Ordinal) ? "yes" : "no");
            }
        }
    }
}
