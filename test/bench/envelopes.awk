# Reads a CSV of IMEI and ICCID and writes an envelope for each 10,000 devices: envelope-0001.xml ... in `folder`.
# Checks nothing.
BEGIN {
  FS = ","
  contract = "http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract"
}
NR == 1 { next }
NR % 10000 == 2 { finish(); begin() }
{
  printf "<nph1:DeviceIdentifierCollection><nph1:DeviceIdentifiers><nph1:DeviceIdentifier><nph1:Kind>IMEI</nph1:Kind><nph1:Identifier>%s</nph1:Identifier></nph1:DeviceIdentifier><nph1:DeviceIdentifier><nph1:Kind>ICCID</nph1:Kind><nph1:Identifier>%s</nph1:Identifier></nph1:DeviceIdentifier></nph1:DeviceIdentifiers></nph1:DeviceIdentifierCollection>", $1, $2 > file
}
END { finish() }

function begin() {
  file = sprintf("%s/envelope-%04d.xml", folder, ++batch)
  printf "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:v2=\"http://nphase.com/unifiedwebservice/v2\" xmlns:nph=\"%s.DeviceService\" xmlns:nph1=\"%s.Common\"><soapenv:Header><token xmlns=\"http://nphase.com/unifiedwebservice/v2\">%s</token></soapenv:Header><soapenv:Body><v2:UploadDevices><v2:Input><nph:DeviceList>", contract, contract, token > file
}

function finish() {
  if (file == "") return
  printf "</nph:DeviceList><nph:AccountName>1223334444-00001</nph:AccountName><nph:UploadType>IMEI ICCID Pair</nph:UploadType><nph:DeviceSku>VZW120000440008</nph:DeviceSku><nph:EmailAddress>me@mycompany.com</nph:EmailAddress></v2:Input></v2:UploadDevices></soapenv:Body></soapenv:Envelope>" > file
  close(file)
}
